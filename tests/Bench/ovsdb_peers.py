"""The peers of Sdn.Bench's ovsdb verbs: Python's OVSDB library (python3-openvswitch), and a meter of whole processes.

  measure PROGRAM ARG...           run a program, print its wall seconds, CPU seconds and largest resident kB (wait4)
  sync SOCKET TABLE,...            load the tables into the Python IDL, print the number of rows
  transact jsonrpc|idl SOCKET N P  N transactions, P of them in flight, print wall seconds and CPU seconds
"""
import os
import sys
import time

DATABASE = "Open_vSwitch"
MUTATION = {"op": "mutate", "table": DATABASE, "where": [], "mutations": [["next_cfg", "+=", 1]]}


def measure(program, *arguments):
    start = time.monotonic()
    pid = os.posix_spawnp(program, [program, *arguments], os.environ,
                          file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{program} failed: {os.waitstatus_to_exitcode(status)}")
    print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def open_idl(socket, tables):
    import ovs.db.idl
    import ovs.jsonrpc
    import ovs.poller
    import ovs.stream
    error, stream = ovs.stream.Stream.open_block(ovs.stream.Stream.open(f"unix:{socket}"))
    if error:
        sys.exit(f"cannot connect: {os.strerror(error)}")
    connection = ovs.jsonrpc.Connection(stream)
    error, reply = connection.transact_block(ovs.jsonrpc.Message.create_request("get_schema", [DATABASE]))
    connection.close()
    if error:
        sys.exit(f"no schema: {error}")
    helper = ovs.db.idl.SchemaHelper(schema_json=reply.result)
    for table in tables:
        helper.register_table(table)
    idl = ovs.db.idl.Idl(f"unix:{socket}", helper)
    while not idl.has_ever_connected():
        if not idl.run():
            poller = ovs.poller.Poller()
            idl.wait(poller)
            poller.block()
    return idl


def sync(socket, tables):
    idl = open_idl(socket, tables.split(","))
    print(sum(len(idl.tables[table].rows) for table in tables.split(",")))


def transact(kind, socket, count, pending):
    run = {"jsonrpc": transact_jsonrpc, "idl": transact_idl}[kind](socket, int(count), int(pending))
    next(run)
    wall, cpu = time.monotonic(), time.process_time()
    next(run)
    print(time.monotonic() - wall, time.process_time() - cpu)


def transact_jsonrpc(socket, count, pending):
    import ovs.jsonrpc
    import ovs.poller
    import ovs.stream
    _, stream = ovs.stream.Stream.open_block(ovs.stream.Stream.open(f"unix:{socket}"))
    connection = ovs.jsonrpc.Connection(stream)
    yield
    sent = done = 0
    while done < count:
        while sent < count and sent - done < pending:
            connection.send(ovs.jsonrpc.Message.create_request("transact", [DATABASE, MUTATION]))
            sent += 1
        error, message = connection.recv_block()
        if error:
            sys.exit(f"connection lost: {os.strerror(error)}")
        if message.type == ovs.jsonrpc.Message.T_REPLY and message.result[0] == {"count": 1}:
            done += 1
        else:
            sys.exit(f"unexpected: {message.to_json()}")
    yield


def transact_idl(socket, count, pending):
    import ovs.db.idl
    idl = open_idl(socket, [DATABASE])
    row, = idl.tables[DATABASE].rows.values()
    yield
    for _ in range(count):
        transaction = ovs.db.idl.Transaction(idl)
        row.next_cfg += 1
        status = transaction.commit_block()
        if status != ovs.db.idl.Transaction.SUCCESS:
            sys.exit(f"transaction: {status}")
    yield


if __name__ == "__main__":
    {"measure": measure, "sync": sync, "transact": transact}[sys.argv[1]](*sys.argv[2:])
