"""MAC Express in Lambda: one folder per part of the story, in the order in which data flows."""

VERSION = "0.2.0"
