"""The pages of figures: the modules collect what each page shows, templates/ decides how it looks."""
