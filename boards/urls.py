from django.urls import include, path

from accounts import converters  # noqa: F401  registers <number:>, <key:>, …
from boards.views import about, feeds, files, groups, mail, pages, posting, search, status, yours

app_name = "boards"

of_a_status = [
    path("", status.show, name="status"),
    path("edit/", status.edit, name="edit"),
    path("withdraw/", status.withdraw, name="withdraw"),
    path("byline/", status.narrow_byline, name="narrow-byline"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("comments/yours/", yours.comments, name="yours"),
    path("comments/yours/earlier/", yours.claim, name="claim"),
    path(
        "comments/wordpress/<slug:course_slug>/<key:wordpress_id>/",
        pages.wordpress_comment,
        name="wordpress-comment",
    ),
    path("comments/<key:comment_id>/", pages.comment, name="comment"),
    path("comments/<key:comment_id>/reply/", posting.reply, name="reply"),
    path("comments/<key:comment_id>/status/", include(of_a_status)),
    path("comments/<key:comment_id>/status/<str:token>/", include((of_a_status, "guest"))),
    path("privacy/", about.privacy, name="privacy"),
    path("contact/", about.contact, name="contact"),
    path("mail/", mail.mine, name="mail"),
    path("mail/<str:token>/", mail.by_link, name="mail-by-link"),
    path("mail/<str:token>/confirm/", mail.confirm, name="confirm-mail"),
    path("files/pictures/<str:name>", files.picture, name="picture"),
    path("files/handouts/<key:handout_id>/", files.handout, name="handout"),
    path("threads/<key:thread_id>/", pages.thread, name="thread"),
    path("threads/<key:thread_id>/follow/", mail.follow_thread, name="follow-thread"),
    path("<slug:course_slug>/", pages.course, name="course"),
    path("<slug:course_slug>/feed/", feeds.of_course, name="course-feed"),
    path("<slug:course_slug>/search/", search.search, name="search"),
    path("<slug:course_slug>/<slug:module_slug>/", pages.module, name="module"),
    path("<slug:course_slug>/<slug:module_slug>/feed/", feeds.of_module, name="module-feed"),
    path(
        "<slug:course_slug>/<slug:module_slug>/comment-page-<number:number>/",
        pages.module,
        name="page",
    ),
    path(
        "<slug:course_slug>/<slug:module_slug>/preview/<str:token>/", pages.preview, name="preview"
    ),
    path("<slug:course_slug>/<slug:module_slug>/by/", groups.groups, name="groups"),
    path(
        "<slug:course_slug>/<slug:module_slug>/by/profession/<key:profession_id>/",
        groups.profession,
        name="by-profession",
    ),
    path(
        "<slug:course_slug>/<slug:module_slug>/by/country/<country:code>/",
        groups.country,
        name="by-country",
    ),
    path("<slug:course_slug>/<slug:module_slug>/comments/", posting.post, name="post"),
    path("<slug:course_slug>/<slug:module_slug>/follow/", mail.follow_module, name="follow-module"),
]
