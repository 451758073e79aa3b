"""The pages of figures: what each shows is put together here, how it looks stands in templates/."""
