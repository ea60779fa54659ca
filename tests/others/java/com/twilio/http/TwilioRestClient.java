package com.twilio.http;

/** What twilio-java 12.0.0 makes of a region and an edge: com.twilio.http.TwilioRestClient and Request, no more. */
public final class TwilioRestClient {
    private final String region;
    private final String edge;

    private TwilioRestClient(Builder builder) {
        region = builder.region;
        edge = builder.edge;
    }

    /** The host that a request for api.twilio.com asks for. */
    public String host() {
        if (region == null && edge == null) {
            return "api.twilio.com";
        }
        String completed = region == null ? "us1" : region;
        return edge == null ? "api." + completed + ".twilio.com" : "api." + edge + "." + completed + ".twilio.com";
    }

    public static class Builder {
        private String region;
        private String edge;

        public Builder(String username, String password) {}

        public Builder accountSid(String sid) {
            return this;
        }

        public Builder region(String region) {
            this.region = region;
            return this;
        }

        public Builder edge(String edge) {
            this.edge = edge;
            return this;
        }

        public TwilioRestClient build() {
            return new TwilioRestClient(this);
        }
    }
}
