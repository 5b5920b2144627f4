from django.urls import path

from moderation import views

app_name = "moderation"

urlpatterns = [
    path("comments/<key:comment_id>/report/", views.report, name="report"),
    path("comments/<key:comment_id>/answer/", views.answer, name="answer"),
    path("comments/<key:comment_id>/answer/<str:token>/", views.answer, name="guest-answer"),
]
