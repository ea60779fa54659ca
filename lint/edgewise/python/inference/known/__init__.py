"""Known calls: what functions and methods give that are built in, or come with Python, attrs and pydantic."""
