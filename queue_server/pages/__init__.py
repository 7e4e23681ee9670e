"""The pages of staff and citizens: shells that fetch everything from the API."""

from queue_server.pages.blueprint import create_pages

__all__ = ["create_pages"]
