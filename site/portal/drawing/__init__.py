"""How pages become files: templates, and MkDocs' side of the build."""
