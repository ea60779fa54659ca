"""The real ``twilio`` package as the judge of findings and fixes."""
