"""`python -m tests.load.relay --port N`: the control, a bare two-party relay on `websockets`. It stores nothing.

The two sockets with the same path hear each other, word for word.
"""

import argparse
import asyncio
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

PAIRS: dict[str, list[ServerConnection]] = {}


async def relay(socket: ServerConnection) -> None:
    assert socket.request is not None
    pair = PAIRS.setdefault(socket.request.path, [])
    pair.append(socket)
    try:
        async for text in socket:
            for other in pair:
                if other is not socket:
                    with suppress(ConnectionClosed):
                        await other.send(text)
    finally:
        pair.remove(socket)


async def main(port: int) -> None:
    async with serve(relay, "127.0.0.1", port, compression=None, ping_interval=None, max_size=2**16):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    asyncio.run(main(parser.parse_args().port))
