"""Granian against Gunicorn, before the same site:  python -m bench.servers

Needs the site's static files and database ready (`make run` once) and `pip install gunicorn`.
For each: requests answered per second by 8 connections that stay open, and how long one request
takes while 40 clients send their headers a byte at a time."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time

PAGE = "/practical-compassion/turning-toward-suffering/"
SECONDS = 8
SLOW = 40
SERVERS = {
    "granian, 2 workers × 4 threads": (
        *("granian", "config.wsgi:application", "--interface", "wsgi", "--workers", "2"),
        *("--blocking-threads", "4", "--no-access-log", "--log-level", "error"),
        *("--host", "127.0.0.1", "--port", "{port}"),
    ),
    "gunicorn, 2 workers × 4 threads": (
        *("gunicorn", "config.wsgi:application", "--workers", "2", "--threads", "4"),
        *("--log-level", "error", "--bind", "127.0.0.1:{port}"),
    ),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, timeout=30):
    connection = http.client.HTTPConnection("localhost", port, timeout=timeout)
    connection.request("GET", PAGE)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def wait(port):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            assert get(port) == 200
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def per_second(port):
    counts, until = [0] * 8, time.monotonic() + SECONDS

    def ask(place):
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        while time.monotonic() < until:
            connection.request("GET", PAGE)
            connection.getresponse().read()
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def among_slow_clients(port):
    """Seconds for one request, or None if it got no answer within ten."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    for each in slow:
        each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    time.sleep(1)
    start = time.monotonic()
    try:
        get(port, timeout=10)
        return time.monotonic() - start
    except OSError:
        return None
    finally:
        for each in slow:
            each.close()


def main():
    for name, command in SERVERS.items():
        port = free_port()
        arguments = [part.format(port=port) for part in command]
        process = subprocess.Popen([sys.executable, "-m", *arguments], env=os.environ)
        try:
            wait(port)
            rate, slow = per_second(port), among_slow_clients(port)
        finally:
            process.terminate()
            process.wait()
        among = "no answer in 10 s" if slow is None else f"{slow:.2f} s"
        print(f"{name:34} {rate:6.0f} pages/s   among {SLOW} slow clients: {among}")


if __name__ == "__main__":
    main()
