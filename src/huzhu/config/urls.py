"""All addresses: the pages, the API, and the few of the sign-in library that we use."""

from django.urls import include, path

urlpatterns = [
    path("", include("huzhu.web.urls")),
]
