"""All addresses: the pages, the API, and the few of the sign-in library that we use."""

from django.urls import include, path

from huzhu.api.v1 import urls as api_v1

urlpatterns = [
    path("api/v1/", api_v1),
    path("", include("huzhu.web.urls")),
]

handler403 = handler404 = "huzhu.web.views.errors.not_found"
handler500 = "huzhu.web.views.errors.broken"
