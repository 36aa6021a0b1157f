#!/usr/bin/python3
"""Nodes of libtorrent's DHT, all settings at their defaults, driven by lines of JSON.

usage: libtorrent_peer.py [--unlimited] ADDRESS:PORT...

With --unlimited it neither bans who asks too often nor limits what it sends: for load only.

Prints {"ready":true} when all listen. Each line on stdin is a command with the number of the node
it is for, each line on stdout the answer; see the functions called do_*.
"""
import hashlib
import json
import sys
import time

import libtorrent as lt

PATIENCE_SECONDS = 20


def expanded_key(seed):
    """What libtorrent signs with: the hash of an RFC 8032 seed."""
    key = bytearray(hashlib.sha512(seed).digest())
    key[0] &= 248
    key[31] &= 63
    key[31] |= 64
    return bytes(key)


def session(address, unlimited):
    limits = {"dht_block_ratelimit": 10_000_000, "dht_upload_rate_limit": 1_000_000_000}
    return lt.session((limits if unlimited else {}) | {
        "listen_interfaces": address,
        "enable_dht": True,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "dht_bootstrap_nodes": "",
        "alert_mask": lt.alert.category_t.dht_notification
        | lt.alert.category_t.dht_operation_notification
        | lt.alert.category_t.stats_notification
        | lt.alert.category_t.error_notification,
    })


def wait_for(node, wanted):
    """The first alert that satisfies `wanted`, None if none comes in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        node.wait_for_alert(200)
        for alert in node.pop_alerts():
            if wanted(alert):
                return alert
    return None


def do_add(node, command):
    host, port = command["address"].rsplit(":", 1)
    node.add_dht_node((host, int(port)))
    return {}


def do_put(node, command):
    target = node.dht_put_immutable_item(command["value"])
    alert = wait_for(node, lambda a: isinstance(a, lt.dht_put_alert))
    return {"target": str(target), "stored": alert.num_success if alert else 0}


def do_get(node, command):
    node.dht_get_immutable_item(lt.sha1_hash(bytes.fromhex(command["target"])))
    alert = wait_for(node, lambda a: isinstance(a, lt.dht_immutable_item_alert))
    try:
        value = alert.item["value"]
    except (RuntimeError, AttributeError):
        return {}
    return {"value": value.decode() if isinstance(value, bytes) else value}


def do_put_mutable(node, command):
    seed = bytes.fromhex(command["seed"])
    key = bytes.fromhex(command["key"])
    node.dht_put_mutable_item(expanded_key(seed), key, command["value"], command["salt"])
    alert = wait_for(node, lambda a: isinstance(a, lt.dht_put_alert))
    return {"stored": alert.num_success if alert else 0}


def do_get_mutable(node, command):
    node.dht_get_mutable_item(bytes.fromhex(command["key"]), command["salt"])
    alert = wait_for(
        node, lambda a: isinstance(a, lt.dht_mutable_item_alert) and a.authoritative)
    try:
        value = alert.item["value"]
    except (RuntimeError, AttributeError, KeyError):
        return {}
    if not value:
        return {}
    return {"value": value.decode() if isinstance(value, bytes) else value, "seq": alert.seq}


def do_announce(node, command):
    # dht_announce of this version's Python binding cannot be called.
    magnet = lt.parse_magnet_uri("magnet:?xt=urn:btih:" + command["infoHash"])
    magnet.save_path = "/tmp"
    handle = node.add_torrent(magnet)
    handle.force_dht_announce()
    return {}


def do_peers(node, command):
    node.dht_get_peers(lt.sha1_hash(bytes.fromhex(command["infoHash"])))
    found = set()

    def take(alert):
        if isinstance(alert, lt.dht_get_peers_reply_alert):
            found.update("%s:%d" % peer for peer in alert.peers())
        return False

    deadline = time.monotonic() + command.get("seconds", 3)
    while time.monotonic() < deadline:
        node.wait_for_alert(100)
        for alert in node.pop_alerts():
            take(alert)
    return {"peers": sorted(found)}


def do_table(node, command):
    node.post_dht_stats()
    alert = wait_for(node, lambda a: isinstance(a, lt.dht_stats_alert))
    nodes = sum(bucket["num_nodes"] for bucket in alert.routing_table) if alert else 0
    return {"nodes": nodes}


def main():
    unlimited = "--unlimited" in sys.argv
    addresses = [word for word in sys.argv[1:] if word != "--unlimited"]
    nodes = [session(address, unlimited) for address in addresses]
    for node in nodes:
        node.pop_alerts()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        do = globals()["do_" + command["do"]]
        print(json.dumps(do(nodes[command.get("node", 0)], command)), flush=True)


main()
