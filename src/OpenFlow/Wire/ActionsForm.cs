using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>Actions as they come in. Lives on the stack; only the list that it ends in is allocated.</summary>
ref struct ActionsForm
{
    const int FewMax = 8;

    [InlineArray(FewMax)]
    struct Few
    {
        Action _first;
    }

    Few _few;
    Action[]? _many;   // instead of the above, once these are not enough
    int _count;

    [UnscopedRef]
    Span<Action> All => _many is null ? _few : _many;

    internal void Add(Action action)
    {
        if (_count == All.Length)
        {
            var more = new Action[_count * 2];
            All.CopyTo(more);
            _many = more;
        }
        All[_count++] = action;
    }

    internal ValueList<Action> ToList() => ValueList.Create<Action>(All[.._count]);
}
