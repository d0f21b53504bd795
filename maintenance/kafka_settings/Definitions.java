import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Prints what the Kafka on the class path says of its settings, as one JSON object:
 * {"scopes": {scope: {key: {...}}}, "synonyms": {topic key: {broker key: factor, ...}}}.
 *
 * Kafka keeps its definitions in fields and methods that moved, changed language and changed
 * visibility over the years, so they are found by their type and not by their name.
 */
public final class Definitions {
    /** Scope to the classes that may define it, and first a key that only the right definition has. */
    private static final Map<String, List<String>> HOMES = new LinkedHashMap<>();

    static {
        HOMES.put("broker", List.of("background.threads",
            "org.apache.kafka.server.config.AbstractKafkaConfig", "kafka.server.KafkaConfig$"));
        HOMES.put("topic", List.of("retention.ms",
            "org.apache.kafka.storage.internals.log.LogConfig", "kafka.log.LogConfig$"));
        HOMES.put("producer", List.of("acks",
            "org.apache.kafka.clients.producer.ProducerConfig"));
        HOMES.put("consumer", List.of("group.id",
            "org.apache.kafka.clients.consumer.ConsumerConfig"));
        HOMES.put("admin", List.of("bootstrap.servers",
            "org.apache.kafka.clients.admin.AdminClientConfig"));
        HOMES.put("connect-worker", List.of("offset.storage.topic",
            "org.apache.kafka.connect.runtime.distributed.DistributedConfig"));
        HOMES.put("connect-standalone", List.of("offset.storage.file.filename",
            "org.apache.kafka.connect.runtime.standalone.StandaloneConfig"));
        HOMES.put("mirrormaker", List.of("clusters",
            "org.apache.kafka.connect.mirror.MirrorMakerConfig"));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> scopes = new TreeMap<>();
        Map<String, String> modes = updateModes();
        for (Map.Entry<String, List<String>> home : HOMES.entrySet()) {
            ConfigDef definitions = definitions(home.getValue());
            if (definitions != null) {
                scopes.put(home.getKey(),
                    describe(definitions, home.getKey().equals("broker") ? modes : null));
            }
        }
        Map<String, Object> answer = new TreeMap<>();
        answer.put("scopes", scopes);
        answer.put("synonyms", synonyms());
        System.out.println(json(answer));
    }

    private static Map<String, Object> describe(ConfigDef definitions, Map<String, String> modes) {
        Map<String, Object> keys = new TreeMap<>();
        for (ConfigDef.ConfigKey key : definitions.configKeys().values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("type", key.type.name().toLowerCase());
            if (key.hasDefault()) {
                entry.put("default", text(key.defaultValue));
            }
            entry.put("valid", key.validator == null ? "" : key.validator.toString());
            entry.put("importance", key.importance.name().toLowerCase());
            entry.put("update", modes == null ? "" : modes.getOrDefault(key.name, "read-only"));
            entry.put("internal", isInternal(key));
            entry.put("documentation", key.documentation);
            keys.put(key.name, entry);
        }
        return keys;
    }

    private static String text(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Class) {
            return ((Class<?>) value).getName();
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(Definitions::text).collect(Collectors.joining(","));
        }
        return value.toString();
    }

    private static boolean isInternal(ConfigDef.ConfigKey key) {
        try {
            return (boolean) ConfigDef.ConfigKey.class.getField("internalConfig").get(key);
        } catch (ReflectiveOperationException versionsBeforeThereWereSuch) {
            return false;
        }
    }

    /** The largest ConfigDef with the witness that the first class to be found holds. */
    private static ConfigDef definitions(List<String> witnessAndHomes) throws Exception {
        String witness = witnessAndHomes.get(0);
        for (String name : witnessAndHomes.subList(1, witnessAndHomes.size())) {
            Class<?> home = classNamed(name);
            ConfigDef largest = null;
            if (home != null) {
                for (Object held : heldBy(home, ConfigDef.class)) {
                    ConfigDef candidate = (ConfigDef) held;
                    boolean larger = largest == null
                        || candidate.names().size() > largest.names().size();
                    if (candidate.names().contains(witness) && larger) {
                        largest = candidate;
                    }
                }
            }
            if (largest != null) {
                return largest;
            }
        }
        return null;
    }

    /**
     * What the class's own fields and methods hold of `type`, static or of a Scala object; a method
     * may want nothing, or one argument whose type has a constant of itself (Crypto.SYSTEM).
     */
    private static List<Object> heldBy(Class<?> home, Class<?> type) throws Exception {
        Object instance = scalaObject(home);
        List<Object> held = new ArrayList<>();
        for (Field field : home.getDeclaredFields()) {
            boolean reachable = Modifier.isStatic(field.getModifiers()) || instance != null;
            if (reachable && type.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                held.add(field.get(instance));
            }
        }
        for (Method method : home.getDeclaredMethods()) {
            boolean reachable = Modifier.isStatic(method.getModifiers()) || instance != null;
            boolean wanted = reachable && type.isAssignableFrom(method.getReturnType());
            Object[] arguments = wanted ? arguments(method.getParameterTypes()) : null;
            if (arguments != null) {
                method.setAccessible(true);
                held.add(method.invoke(instance, arguments));
            }
        }
        held.removeIf(Objects::isNull);
        return held;
    }

    private static Object[] arguments(Class<?>[] types) throws Exception {
        if (types.length == 0) {
            return new Object[0];
        }
        if (types.length == 1) {
            for (Field field : types[0].getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == types[0]) {
                    field.setAccessible(true);
                    return new Object[] {field.get(null)};
                }
            }
        }
        return null;
    }

    private static Object scalaObject(Class<?> home) throws Exception {
        try {
            return home.getField("MODULE$").get(null);
        } catch (NoSuchFieldException notScala) {
            return null;
        }
    }

    private static Class<?> classNamed(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException | NoClassDefFoundError notInThisVersion) {
            return null;
        }
    }

    /** Key to "per-broker" or "cluster-wide"; empty before brokers could be reconfigured. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> updateModes() throws Exception {
        for (String name : List.of("kafka.server.DynamicBrokerConfig$",
                "org.apache.kafka.server.config.DynamicBrokerConfig",
                "org.apache.kafka.server.DynamicBrokerConfig")) {
            Class<?> home = classNamed(name);
            if (home != null) {
                try {
                    Method method = home.getMethod("dynamicConfigUpdateModes");
                    return (Map<String, String>) method.invoke(scalaObject(home));
                } catch (NoSuchMethodException elsewhereInThisVersion) {
                    continue;
                }
            }
        }
        return Map.of();
    }

    /**
     * Topic key to the broker keys it is taken from, in order, each with what one of its units is
     * in the topic's; empty where this version has no such list.
     */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> synonyms() throws Exception {
        Map<String, Object> found = new TreeMap<>();
        Class<?> home = classNamed("org.apache.kafka.server.config.ServerTopicConfigSynonyms");
        if (home == null) {
            return found;
        }
        Map<?, ?> all = (Map<?, ?>) home.getField("ALL_TOPIC_CONFIG_SYNONYMS").get(null);
        for (Map.Entry<?, ?> synonym : all.entrySet()) {
            Map<String, Object> factors = new LinkedHashMap<>();
            for (Object broker : (List<?>) synonym.getValue()) {
                Object name = broker.getClass().getMethod("name").invoke(broker);
                Object converter = broker.getClass().getMethod("converter").invoke(broker);
                factors.put(name.toString(), ((Function<String, String>) converter).apply("1"));
            }
            found.put(synonym.getKey().toString(), factors);
        }
        return found;
    }

    private static String json(Object value) {
        if (value instanceof Map) {
            return ((Map<?, ?>) value).entrySet().stream()
                .map(entry -> json(entry.getKey().toString()) + ":" + json(entry.getValue()))
                .collect(Collectors.joining(",\n", "{", "}"));
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(Definitions::json)
                .collect(Collectors.joining(",", "[", "]"));
        }
        if (value == null || value instanceof Boolean) {
            return String.valueOf(value);
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : value.toString().toCharArray()) {
            if (letter == '"' || letter == '\\' || letter < ' ') {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
