export const HOSTS = {
  // until April: api.ie1.twilio.com
  eu: "https://api.ie1.twilio.com",
  de: "https://api.de1.twilio.com",
};
