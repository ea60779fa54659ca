package com.twilio;

import com.twilio.http.TwilioRestClient;

/** What twilio-java 12.0.0 makes of a region and an edge that are set for all clients. */
public final class Twilio {
    private static String region = System.getenv("TWILIO_REGION");
    private static String edge = System.getenv("TWILIO_EDGE");

    private Twilio() {}

    public static void init(String username, String password) {}

    public static void setRegion(String region) {
        Twilio.region = region;
    }

    public static void setEdge(String edge) {
        Twilio.edge = edge;
    }

    public static TwilioRestClient getRestClient() {
        return new TwilioRestClient.Builder("AC1", "token").region(region).edge(edge).build();
    }

    /** Not the library's: each program starts anew. */
    public static void forget() {
        region = null;
        edge = null;
    }
}
