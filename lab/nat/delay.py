#!/usr/bin/env python3
"""delay.py MS LOG: holds back each packet on the lab's backbone for MS milliseconds, for kernels without netem.

Runs in the backbone's namespace. What comes in by a cable is routed into a TUN device, waits here, and goes out of it again
to where it was going. One thread of Python: some 30,000 packets a second, and a core busy with them. Beyond LIMIT waiting
packets the newest are dropped, and counted in LOG. When it works it prints the id of the process that goes
on in the background, and returns.
"""
import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

DEVICE, TABLE = "late", "7"
LIMIT = 10_000  # packets, as much as netem gets in `lab`
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def open_device(cables):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    ip("link", "set", "dev", DEVICE, "txqueuelen", str(LIMIT), "up")
    for family in ("-4", "-6"):
        ip(family, "route", "replace", "default", "dev", DEVICE, "table", TABLE)
        for cable in cables:
            ip(family, "rule", "add", "iif", cable, "lookup", TABLE, "priority", "100")
    return tun


def hold(tun, seconds, log):
    waiting = collections.deque()  # (when due, packet): all wait equally long, so the order is that of arrival
    dropped = reported = 0
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            try:
                os.write(tun, waiting.popleft()[1])
            except OSError:
                dropped += 1  # the device refuses a packet that it can not parse
        select.select([tun], [], [], waiting[0][0] - now if waiting else None)
        try:
            while True:
                packet = os.read(tun, 65536)
                if len(waiting) < LIMIT:
                    waiting.append((time.monotonic() + seconds, packet))
                else:
                    dropped += 1
                if waiting[0][0] <= time.monotonic():
                    break
        except BlockingIOError:
            pass
        if dropped != reported:
            reported = dropped
            with open(log, "w") as file:
                file.write(f"{dropped}\n")


def main():
    milliseconds, log = int(sys.argv[1]), sys.argv[2]
    cables = [name for name in os.listdir("/sys/class/net") if name not in ("lo", DEVICE)]
    tun = open_device(cables)
    child = os.fork()
    if child:
        print(child)
        return
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    hold(tun, milliseconds / 1000, log)


if __name__ == "__main__":
    main()
