package taskcluster.postgres;

/** JSON text as an argument of a stored function, for a parameter of type json or jsonb. */
public record JsonArg(String text) {}
