"""Calls of the shop: where recordings are, and the client that makes them."""

import os

from twilio.rest import Client

RECORDINGS = "https://api.ie1.twilio.com/2010-04-01/Recordings"

client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"], region="ie1")


def url(region: str, path: str) -> str:
    return f"https://api.{region}.twilio.com{path}"
