using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sdn.OpenFlow.Json;

/// <summary>
/// Messages as JSON and back, for programs: <c>{"version":6,"type":"FLOW_MOD","xid":1,...}</c>. Keys are the names of the
/// specification's structs; numbers of 64 bits, and longer ones, are <c>"0x..."</c> texts. The JSON alone is enough to encode.
/// </summary>
public static class OpenFlowJson
{
    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 64,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(OpenFlowJsonContext.Default.WithAddedModifier(LeaveOutHead), ActionJsonContext.Default),
        // One line a type that System.Text.Json would write otherwise, and one an element type of a ValueList.
        Converters =
        {
            new UInt64Converter(),
            new BytesConverter(),
            new MacAddressConverter(),
            new IpAddressConverter(),
            new MessageConverter(),
            new FieldMatchConverter(),
            new MatchConverter(),
            new ActionConverter(),
            new SetFieldConverter(),
            new SubfieldConverter(),
            new FieldConverter(),
            new CtZoneConverter(),
            new Flat<Ct, CtForm>(),
            new Flat<Nat, NatForm>(),
            new Flat<Move, MoveForm>(),
            new Flat<Conjunction, ConjunctionForm>(),
            new Flat<DecTtl, DecTtlForm>(),
            new Flat<LearnSpec, LearnSpecForm>(),
            new Flat<EncapProperty, EncapPropertyForm>(),
            new Flat<RawAction, RawActionForm>(),
            new ValueListConverter<Field>(),
            new ValueListConverter<LearnSpec>(),
            new ValueListConverter<EncapProperty>(),
            new InstructionsConverter(),
            new Flat<ErrorMessage, ErrorMessageJson>(),
            new Flat<FlowMod, FlowModJson>(),
            new Flat<NxFlowMod, NxFlowModJson>(),
            new Flat<FlowRemoved, FlowRemovedJson>(),
            new Flat<FlowDesc, FlowDescJson>(),
            new Flat<FlowDescRequest, FlowDescRequestJson>(),
            new Flat<AggregateRequest, AggregateRequestJson>(),
            new Flat<FlowUpdate, FlowUpdateJson>(),
            new Flat<Resume, ResumeJson>(),
            new ValueListConverter<AsyncMask>(),
            new ValueListConverter<BundleProperty>(),
            new ValueListConverter<FlowDesc>(),
            new ValueListConverter<FlowMonitor>(),
            new ValueListConverter<FlowUpdate>(),
            new ValueListConverter<IpfixStats>(),
            new ValueListConverter<ControllerState>(),
            new ValueListConverter<TlvMap>(),
            new OxmIdConverter(),
            new BandTypeConverter(),
            new Flat<Bucket, BucketForm>(),
            new Flat<Group, GroupForm>(),
            new Flat<GroupMod, GroupModForm>(),
            new Flat<MeterMod, MeterModForm>(),
            new PropertyConverter<PortDesc>(PortDescProperties.Table),
            new PropertyConverter<PortMod>(PortMod.PropertyTable),
            new PropertyConverter<PortStats>(PortStatsProperties.Table),
            new PropertyConverter<TableDesc>(TableDesc.PropertyTable),
            new PropertyConverter<TableFeatures>(TableFeatureProperties.Table),
            new PropertyConverter<QueueStats>(QueueStats.PropertyTable),
            new PropertyConverter<QueueDesc>(QueueDesc.PropertyTable),
            new ValueListConverter<uint>(),
            new ValueListConverter<ushort>(),
            new ValueListConverter<FieldMatch>(),
            new ValueListConverter<Action>(),
            new ValueListConverter<PortDesc>(),
            new ValueListConverter<PortStats>(),
            new ValueListConverter<TableDesc>(),
            new ValueListConverter<TableStats>(),
            new ValueListConverter<TableFeatures>(),
            new ValueListConverter<Group>(),
            new ValueListConverter<Bucket>(),
            new ValueListConverter<BucketStats>(),
            new ValueListConverter<GroupStats>(),
            new ValueListConverter<BucketPropertyForm>(),
            new ValueListConverter<SelectionForm>(),
            new ValueListConverter<MeterConfig>(),
            new ValueListConverter<MeterBand>(),
            new ValueListConverter<MeterBandStats>(),
            new ValueListConverter<MeterStats>(),
            new ValueListConverter<QueueDesc>(),
            new ValueListConverter<QueueStats>(),
            new ValueListConverter<CustomCounter>(),
            new ValueListConverter<OxmId>(),
            new ValueListConverter<FeatureId>(),
            new ValueListConverter<Property<PortDesc>>(),
            new ValueListConverter<Property<PortMod>>(),
            new ValueListConverter<Property<PortStats>>(),
            new ValueListConverter<Property<TableDesc>>(),
            new ValueListConverter<Property<TableFeatures>>(),
            new ValueListConverter<Property<QueueStats>>(),
            new ValueListConverter<Property<QueueDesc>>(),
        },
    };

    /// <summary>A message as one line.</summary>
    public static string Format(OpenFlowMessage message) => JsonSerializer.Serialize(message, Of<OpenFlowMessage>());

    /// <summary>Actions, or instructions, as a list on one line.</summary>
    public static string Format(ValueList<Action> actions) => JsonSerializer.Serialize(actions, Of<ValueList<Action>>());

    /// <summary>A match as a list of fields on one line.</summary>
    public static string Format(Match match) => JsonSerializer.Serialize(match, Of<Match>());

    /// <summary>The message that a JSON object is.</summary>
    /// <exception cref="FormatException">The text is no JSON, or no message; says where and why.</exception>
    public static OpenFlowMessage Parse(string json) => Parse(json, Of<OpenFlowMessage>());

    /// <summary>The message that a JSON object in UTF-8 is.</summary>
    /// <exception cref="FormatException">The bytes are no JSON, or no message; says where and why.</exception>
    public static OpenFlowMessage Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        try
        {
            var message = JsonSerializer.Deserialize(ref reader, Of<OpenFlowMessage>());
            return reader.Read() ? throw new JsonException("something is left behind the message") : Present(message);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Refusal(e);
        }
    }

    /// <summary>The message that a JSON object is.</summary>
    /// <exception cref="FormatException">The object is no message; says where and why.</exception>
    public static OpenFlowMessage Parse(JsonElement json) => Guarded(() => json.Deserialize(Of<OpenFlowMessage>()));

    internal static T Parse<T>(string json, JsonTypeInfo<T> type) => Guarded(() => JsonSerializer.Deserialize(json, type));

    internal static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    // What kind of message it is stands in the head, which MessageConverter writes.
    static void LeaveOutHead(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(OpenFlowMessage)))
            return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Name is "type" or "multipart")
                type.Properties.RemoveAt(i);
        }
    }

    static T Guarded<T>(Func<T?> read)
    {
        try
        {
            return Present(read());
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Refusal(e);
        }
    }

    static T Present<T>(T? value) => value ?? throw new FormatException("null is no value here");

    static FormatException Refusal(Exception e) => e is JsonException { InnerException: { } inner and not JsonException } json
        ? new($"at {json.Path}: {inner.Message}", e)
        : new(e.Message, e);
}

/// <summary>Any message: the head says which, by <see cref="MessageTable"/>, <see cref="MultipartTable"/> and <see cref="ExperimenterTable"/>.</summary>
sealed class MessageConverter : JsonConverter<OpenFlowMessage>
{
    public override void Write(Utf8JsonWriter writer, OpenFlowMessage value, JsonSerializerOptions options)
    {
        var body = JsonSerializer.SerializeToNode(value, options.GetTypeInfo(value.GetType()))!.AsObject();
        writer.WriteStartObject();
        writer.WriteNumber("version", value is Hello hello ? hello.Version : Codec.Version);
        writer.WriteString("type", MessageTable.JsonName(value.Type));
        writer.WriteNumber("xid", value.Xid);
        switch (value)
        {
            case MultipartRequest request:
                WriteMultipart(writer, MultipartTable.Of(request), request.Flags);
                break;
            case MultipartReply reply:
                WriteMultipart(writer, MultipartTable.Of(reply), reply.Flags);
                break;
            case { Type: MessageType.Experimenter } when ExperimenterTable.Find(value) is { } row:
                writer.WriteNumber("experimenter", row.Experimenter);
                writer.WriteNumber("exp_type", row.ExperimenterType);
                break;
        }
        foreach (var (name, node) in body)
        {
            writer.WritePropertyName(name);
            if (node is null)
                writer.WriteNullValue();
            else
                node.WriteTo(writer, options);
        }
        writer.WriteEndObject();
    }

    static void WriteMultipart(Utf8JsonWriter writer, MultipartRow row, ushort flags)
    {
        writer.WriteString("multipart_type", row.JsonName);
        writer.WriteNumber("flags", flags);
        if (row.Experimenter == default)
            return;
        writer.WriteNumber("experimenter", row.Experimenter.Id);
        writer.WriteNumber("exp_type", row.Experimenter.Type);
    }

    public override OpenFlowMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader, new JsonNodeOptions { PropertyNameCaseInsensitive = false }) is not JsonObject json)
            throw new JsonException("a message is a JSON object");
        var version = Take<byte>(json, "version", Codec.Version);
        var xid = Take<uint>(json, "xid", 0);
        var name = Take<string>(json, "type", null);
        var row = MessageTable.Named(name) ?? throw new JsonException($"no message has the type '{name}'; one is 'FLOW_MOD'");
        if (version != Codec.Version && row.Type != MessageType.Hello)
            throw new JsonException($"version {version} is not {Codec.Version}, OpenFlow 1.5");
        return row.Type switch
        {
            MessageType.Hello => (Hello)Body(json, row.Record, options) with { Version = version, Xid = xid },
            MessageType.MultipartRequest => ReadRequest(json, options) with { Xid = xid },
            MessageType.MultipartReply => ReadReply(json, options) with { Xid = xid },
            MessageType.Experimenter => ReadExperimenter(json, options) with { Xid = xid },
            _ => Body(json, row.Record, options) with { Xid = xid },
        };
    }

    static MultipartRequest ReadRequest(JsonObject json, JsonSerializerOptions options)
    {
        var flags = Take<ushort>(json, "flags", 0);
        return (MultipartRequest)Body(json, MultipartRow(json).Request, options) with { Flags = flags };
    }

    static MultipartReply ReadReply(JsonObject json, JsonSerializerOptions options)
    {
        var flags = Take<ushort>(json, "flags", 0);
        return (MultipartReply)Body(json, MultipartRow(json).Reply, options) with { Flags = flags };
    }

    static MultipartRow MultipartRow(JsonObject json)
    {
        var name = Take<string>(json, "multipart_type", null);
        var experimenter = (Take<uint>(json, "experimenter", 0), Take<uint>(json, "exp_type", 0));
        return MultipartTable.Named(name, experimenter)
            ?? throw new JsonException($"no multipart message has the multipart_type '{name}'; one is 'FLOW_DESC'");
    }

    static OpenFlowMessage ReadExperimenter(JsonObject json, JsonSerializerOptions options)
    {
        var experimenter = Take<uint>(json, "experimenter", 0);
        var type = Take<uint>(json, "exp_type", 0);
        return ExperimenterTable.Find(experimenter, type) is { } row
            ? Body(json, row.Record, options)
            : throw new JsonException($"experimenter 0x{experimenter:x} has no message {type}");
    }

    static OpenFlowMessage Body(JsonObject json, Type record, JsonSerializerOptions options) =>
        (OpenFlowMessage?)json.Deserialize(options.GetTypeInfo(record)) ?? throw new JsonException("null is no message");

    static T Take<T>(JsonObject json, string key, T? otherwise)
    {
        if (!json.TryGetPropertyValue(key, out var node))
            return otherwise ?? throw new JsonException($"'{key}' is missing");
        json.Remove(key);
        return node is JsonValue value && value.TryGetValue<T>(out var result)
            ? result
            : throw new JsonException($"'{key}' is {node?.ToJsonString() ?? "null"}, which is no {typeof(T).Name}");
    }
}
