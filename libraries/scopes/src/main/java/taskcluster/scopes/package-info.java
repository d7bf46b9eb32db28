/** The scope language: patterns, sets, expressions, templates and the expansion of roles. Depends on nothing. */
@NullMarked
package taskcluster.scopes;

import org.jspecify.annotations.NullMarked;
