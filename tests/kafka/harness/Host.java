import java.io.BufferedReader;
import java.io.FileReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.ObjectName;
import kafka.Kafka$;
import kafka.server.KafkaConfig;
import kafka.server.Server;

/**
 * A JVM that does with Kafka's own classes what it is told on its standard input, line by line,
 * fields apart by tabs. Each line is answered with one of: "ok", with what was asked for where
 * there is such a thing, or "no" and why not.
 *
 * <pre>
 * check   LINE...         would Kafka take these properties? (its config classes alone)
 * format  ARGUMENT...     StorageTool format
 * start   FILE SECONDS    start the server that kafka.Kafka would start
 * stop    SECONDS         stop it again, cleanly
 * run     CLASS ARGUMENT  call another program's main, which goes on in the background
 * number  BEAN ATTRIBUTE  what the JVM's management says
 * </pre>
 *
 * It ends with its standard input, so that it never outlives the test that started it.
 */
public final class Host {
    private static final PrintStream ANSWERS = System.out;

    /** Fails when Kafka wants to end the process. */
    private static volatile CompletableFuture<Void> ending = new CompletableFuture<>();
    private static Server server;

    private interface Action {
        void run() throws Exception;
    }

    public static void main(String[] none) throws Exception {
        System.setOut(System.err);
        catchExits();
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order;
        while ((order = orders.readLine()) != null) {
            String answer;
            try {
                answer = obey(order.split("\t"));
            } catch (Throwable refusal) {
                answer = "no\t" + words(refusal);
            }
            ANSWERS.println(answer);
            ANSWERS.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static String obey(String[] order) throws Exception {
        switch (order[0]) {
            case "check":
                String lines = String.join("\n", Arrays.copyOfRange(order, 1, order.length));
                KafkaConfig.fromProps(properties(new StringReader(lines)), false);
                return "ok";
            case "format":
                return format(Arrays.copyOfRange(order, 1, order.length));
            case "start":
                Properties properties = propertiesOf(order[1]);
                within(Integer.parseInt(order[2]), () -> start(properties));
                return "ok";
            case "stop":
                within(Integer.parseInt(order[1]), Host::stop);
                return "ok";
            case "run":
                Method main = Class.forName(order[1]).getMethod("main", String[].class);
                String[] arguments = {order[2]};
                inBackground(() -> main.invoke(null, (Object) arguments));
                return "ok";
            case "number":
                return "ok\t" + ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(order[1]), order[2]);
            default:
                return "no\tthere is no such order";
        }
    }

    private static String format(String[] arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "format";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        // Not there before 3.7; the checks that need no storage are.
        Object status = Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(null, command, System.err);
        return status.equals(0) ? "ok" : "no\tStorageTool ended with " + status;
    }

    private static void start(Properties properties) throws Exception {
        Method builder = Kafka$.class.getDeclaredMethod("buildServer", Properties.class);
        builder.setAccessible(true);
        server = (Server) builder.invoke(Kafka$.MODULE$, properties);
        server.startup();
    }

    private static void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
        }
        server = null;
        ending = new CompletableFuture<>();
    }

    /** Does it in a thread of its own, until it is done, fails, or Kafka wants to end the process. */
    private static void within(int seconds, Action action) throws Exception {
        CompletableFuture<Void> done = inBackground(action);
        try {
            CompletableFuture.anyOf(done, ending).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new TimeoutException("not done within " + seconds + " s");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception
                ? (Exception) failed.getCause() : failed;
        }
    }

    private static CompletableFuture<Void> inBackground(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable failure) {
                failure.printStackTrace();
                done.completeExceptionally(failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static Properties propertiesOf(String file) throws Exception {
        try (Reader reader = new FileReader(file, StandardCharsets.ISO_8859_1)) {
            return properties(reader);
        }
    }

    private static Properties properties(Reader reader) throws Exception {
        Properties properties = new Properties();
        properties.load(reader);
        return properties;
    }

    /** The innermost reason, on one line. */
    private static String words(Throwable refusal) {
        Throwable reason = refusal;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return (reason.getClass().getSimpleName() + ": " + reason.getMessage())
            .replaceAll("\\s+", " ");
    }

    /** Kafka ends a process by a class that moved; here that is a failure of what was asked. */
    private static void catchExits() throws Exception {
        Class<?> exit = firstClass("org.apache.kafka.common.utils.internals.Exit",
            "org.apache.kafka.common.utils.Exit");
        Class<?> procedure = Class.forName(exit.getName() + "$Procedure");
        Object refusing = Proxy.newProxyInstance(Host.class.getClassLoader(),
            new Class<?>[] {procedure}, (proxy, method, arguments) -> {
                Error wanted = new Error("Kafka wants to end: " + arguments[1]);
                ending.completeExceptionally(wanted);
                throw wanted;
            });
        exit.getMethod("setExitProcedure", procedure).invoke(null, refusing);
        exit.getMethod("setHaltProcedure", procedure).invoke(null, refusing);
    }

    private static Class<?> firstClass(String... names) throws ClassNotFoundException {
        for (String name : names) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException moved) {
                continue;
            }
        }
        throw new ClassNotFoundException(String.join(" or ", names));
    }
}
