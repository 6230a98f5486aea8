"""The ASGI application: addresses dropped first, then pages and sockets."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpline.settings")
_pages = get_asgi_application()

# Models exist only after the line above.
from chat.routing import NOWHERE, PUBLIC, console  # noqa: E402
from helpline.middleware import DropAddresses  # noqa: E402
from helpline.origins import OnlyOurOrigin  # noqa: E402

application = DropAddresses(
    ProtocolTypeRouter(
        {
            "http": _pages,
            # The public socket never sees a cookie; only the console reads the staff session.
            "websocket": OnlyOurOrigin(URLRouter([*PUBLIC, *console(AuthMiddlewareStack), *NOWHERE])),
        }
    )
)
