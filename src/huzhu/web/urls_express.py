"""Addresses of the Express and of the channels that carry its news."""

from __future__ import annotations

from django.urls import path

from huzhu.web.views import channels, express, feed, stories

EXPRESS = [
    path("express", express.express_home, name="express_home"),
    path("express/feed.atom", feed.express_feed, name="express_feed"),
    path("express/archive", express.express_archive, name="express_archive"),
    path("express/share", stories.express_share, name="express_share"),
    path("express/compile", express.express_compile, name="express_compile"),
    path("express/<int:issue>", express.express_issue, name="express_issue"),
    path("express/<int:issue>/paper.pdf", express.express_paper, name="express_paper"),
    path("express/<int:making>/arrange", express.express_arrange, name="express_arrange"),
    path("express/<int:making>/publish", express.express_publish, name="express_publish"),
    path("express/stories/<int:story>", stories.story_page, name="story_page"),
    path("express/stories/<int:story>/drawing.jpg", stories.story_drawing, name="story_drawing"),
    path("express/stories/<int:draft_story>/edit", stories.story_edit, name="story_edit"),
    path("express/stories/<int:draft_story>/facts", stories.story_facts, name="story_facts"),
    path("express/stories/<int:draft_story>/risk", stories.story_risk, name="story_risk"),
    path("express/stories/<int:checked_story>/issue", stories.story_issue, name="story_issue"),
    path("express/stories/<int:story>/correct", stories.story_correct, name="story_correct"),
    path("express/stories/<int:story>/supersede", stories.story_supersede, name="story_supersede"),
    path("express/stories/<int:story>/withdraw", stories.story_withdraw, name="story_withdraw"),
    path("express/stories/<int:story>/close", stories.story_close, name="story_close"),
    path("express/stories/<int:story>/workshops/<slug:workshop>", stories.story_answer, name="story_answer"),
    path("express/stories/<int:story>/workshops/<slug:workshop>/read", stories.story_read, name="story_read"),
    path("express/stories/<int:story>/workshops/<slug:workshop>/done", stories.story_done, name="story_done"),
]

CHANNELS = [
    path("me/channels", channels.channel_list, name="channel_list"),
    path("me/channels/new", channels.channel_new, name="channel_new"),
    path("me/channels/devices", channels.device_new, name="device_new"),
    path("me/channels/<int:channel>/edit", channels.channel_edit, name="channel_edit"),
    path("me/channels/<int:channel>/end", channels.channel_end, name="channel_end"),
    path("me/channels/<int:channel>/retry", channels.channel_revive, name="channel_revive"),
    path("setup/channels", channels.channel_health, name="channel_health"),
]
