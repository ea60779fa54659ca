/** Runs the programs that it is told the numbers of, and tells the hosts for which their clients ask. */
public final class Runner {
    static StringBuilder hosts = new StringBuilder();

    public static void probe(com.twilio.http.TwilioRestClient client) {
        hosts.append(' ').append(client.host());
    }

    public static void log(Object value) {}

    public static void main(String[] names) throws Exception {
        for (String name : names) {
            hosts.setLength(0);
            com.twilio.Twilio.forget();
            Class.forName(name).getMethod("run").invoke(null);
            System.out.println(name + hosts);
        }
    }
}
