"""The window: Qt widgets drawn from views. The only package, beside the app, that knows Qt."""

from mwdesk.ui.lasting_none import keep_none

keep_none()
