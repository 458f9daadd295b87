"""The one ASGI tree: everything goes through a2wsgi into Django's WSGI handler.

Django's own ASGI handler costs about six times the processor time per request; a raw route for server-sent events can
stand beside this one in the same tree when the innovation express needs it.
"""

from __future__ import annotations

import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")

wsgi_application = get_wsgi_application()
application = WSGIMiddleware(wsgi_application, workers=int(os.environ.get("HUZHU_THREADS", "4")))
