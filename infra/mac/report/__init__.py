"""The programme's monthly report as files: of what was counted, or of what was published."""
