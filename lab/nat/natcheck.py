#!/usr/bin/env python3
"""Finds out what kind of NAT this host is behind, in the manner of RFC 5780.

  natcheck.py serve ADDRESS OTHER    answers at ADDRESS; OTHER is where the other server answers
  natcheck.py test ADDRESS OTHER     prints what it finds as one JSON object
  natcheck.py watch ADDRESS [TTL]    for each line of its input, prints the address that ADDRESS sees one socket at

A server answers on two ports, and on request from its other port or from the other server, with the address that it saw.
After such an answer, which a NAT may drop, comes one that passes: its arrival says that the first has been on its way
long enough, so that no result hangs on a time-out, save "blocked".
"""
import json
import os
import select
import socket
import sys

PORT, OTHER_PORT, BETWEEN = 3000, 3001, 3002  # of the questions, of the answers from elsewhere, between servers
SECONDS_FOR_AN_ANSWER = 0.5
TRIES = 4
SECONDS_FOR_STRAGGLERS = 0.05


def bound(address, port, kind=socket.SOCK_DGRAM):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.socket(family, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1 if kind == socket.SOCK_STREAM else 0)
    s.bind((address, port))
    return s


def send(s, to, /, **fields):
    try:
        s.sendto(json.dumps(fields).encode(), tuple(to[:2]))
    except OSError:
        pass  # an unreachable network is the same to us as a lost packet


# -- the server

def serve(address, other):
    main, alternative, between = (bound(address, port) for port in (PORT, OTHER_PORT, BETWEEN))
    tcp = bound(address, PORT, socket.SOCK_STREAM)
    tcp.listen()
    print("ready", flush=True)
    while True:
        for s in select.select([main, alternative, between, tcp], [], [])[0]:
            if s is tcp:
                connection, source = tcp.accept()
                connection.sendall(json.dumps(source[:2]).encode())
                connection.close()
                continue
            try:
                data, source = s.recvfrom(2048)
            except OSError:
                continue  # "port unreachable" for an answer of ours
            message = json.loads(data)
            if s is between and "done" in message:
                send(main, message["done"], tx=message["tx"], seen=message["done"])
            elif s is between:
                send(alternative, message["to"], tx=message["tx"], strange=True)
                send(between, source, tx=message["tx"], done=message["to"])
            elif message.get("ask") == "other server":
                send(between, (other, BETWEEN), tx=message["tx"], to=source[:2])
            else:
                if message.get("ask") == "other port":
                    send(alternative, source, tx=message["tx"], strange=True)
                send(s, source, tx=message["tx"], seen=source[:2])


# -- the client

def ask(s, to, what="", wanted=True):
    """Returns (the address seen from there or None, whether an answer came from elsewhere)."""
    strange = False
    for _ in range(TRIES if wanted else 1):
        tx = os.urandom(8).hex()
        send(s, to, tx=tx, ask=what)
        seconds = SECONDS_FOR_AN_ANSWER
        seen = None
        while select.select([s], [], [], seconds)[0]:
            try:
                message = json.loads(s.recvfrom(2048)[0])
            except OSError:
                continue  # ICMP: counts as silence
            if message.get("tx") != tx:
                continue
            strange = strange or "strange" in message
            if "seen" in message:
                seen = tuple(message["seen"])
                if not what:
                    break
                seconds = SECONDS_FOR_STRAGGLERS
        if seen:
            return seen, strange
    return None, strange


def fresh(server):
    return socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM)


def mapping(s, server, other, seen):
    """By RFC 4787, 4.1: does the mapping depend on the destination?"""
    same_server = ask(s, (server, OTHER_PORT))[0]
    other_server = ask(s, (other, PORT))[0]
    if seen == same_server == other_server:
        return "EIM"
    return "ADM" if seen == same_server else "APDM"


def filtering(server):
    """By RFC 4787, 5: who may send to a mapping? Fresh sockets: what one has asked must not open the way."""
    with fresh(server) as s:
        if ask(s, (server, PORT), "other server")[1]:
            return "EIF"
    with fresh(server) as s:
        return "ADF" if ask(s, (server, PORT), "other port")[1] else "APDF"


def early(server, other):
    """Where goes a mapping when its peer has sent to it first, before we send to that peer?"""
    with fresh(server) as s:
        seen = ask(s, (server, PORT), "other server")[0]
        return "harmless" if ask(s, (other, OTHER_PORT))[0] == seen else "moves"


def hairpin(server):
    """Do two sockets in here reach one another by their addresses out there?"""
    with fresh(server) as s, fresh(server) as receiver:
        seen = ask(receiver, (server, PORT))[0]
        ask(s, (server, PORT))
        send(s, seen, tx="hairpin")
        ask(s, (server, PORT))
        if not select.select([receiver], [], [], SECONDS_FOR_STRAGGLERS)[0]:
            return False
        try:
            return json.loads(receiver.recv(2048))["tx"] == "hairpin"
        except OSError:
            return False


def tcp_passes(server):
    try:
        with socket.create_connection((server, PORT), 2) as s:
            return bool(s.recv(200))
    except OSError:
        return False


def test(server, other):
    found = {"tcp": tcp_passes(server)}
    with fresh(server) as s:
        seen = ask(s, (server, PORT))[0]
        if not seen:
            return found | {"udp": False}
        s_local = local(s, server)
        found |= {"udp": True, "local": s_local[0], "address": seen[0], "keeps port": seen[1] == s_local[1]}
        found["mapping"] = mapping(s, server, other, seen)
    found["filtering"] = filtering(server)
    if found["mapping"] == "EIM":
        found["early packet"] = early(server, other)
    if seen[0] != s_local[0]:
        found["hairpin"] = hairpin(server)
    return found


def local(s, server):
    """The socket's own address: connecting another socket tells the IP without sending."""
    with fresh(server) as probe:
        probe.connect((server, PORT))
        return probe.getsockname()[0], s.getsockname()[1]


def watch(server, hops=64):
    with fresh(server) as s:
        if s.family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
        else:
            s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)
        for _ in sys.stdin:
            seen = ask(s, (server, PORT))[0]
            print(f"{seen[0]} {seen[1]}" if seen else "none", flush=True)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    elif len(sys.argv) == 4 and sys.argv[1] == "test":
        print(json.dumps(test(*sys.argv[2:])))
    elif len(sys.argv) in (3, 4) and sys.argv[1] == "watch":
        watch(sys.argv[2], *map(int, sys.argv[3:]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
