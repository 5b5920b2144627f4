from boards.models.asking import Asking
from boards.models.block import Block
from boards.models.comment import Comment
from boards.models.course import Course, CoursePresenter, Module, ModulePresenter, Presenter
from boards.models.earlier_slug import EarlierSlug
from boards.models.earlier_text import EarlierText
from boards.models.file import Handout, Picture
from boards.models.finding import Finding
from boards.models.imported import ImportedComment, OldAddress
from boards.models.news import Announcement, News
from boards.models.rule import Hold, Rule, RuleVersion
from boards.models.search import SearchEntry
from boards.models.submission import Submission
from boards.models.subscription import Subscription
from boards.models.thread import Thread
from boards.models.voice import Voice

__all__ = [
    "Announcement",
    "Asking",
    "Block",
    "Comment",
    "Course",
    "CoursePresenter",
    "EarlierSlug",
    "EarlierText",
    "Finding",
    "Handout",
    "Hold",
    "ImportedComment",
    "Module",
    "ModulePresenter",
    "News",
    "OldAddress",
    "Picture",
    "Presenter",
    "Rule",
    "RuleVersion",
    "SearchEntry",
    "Submission",
    "Subscription",
    "Thread",
    "Voice",
]
