/** Benchmarks of scopes and roles. */
@NullMarked
package taskcluster.scopes.bench;

import org.jspecify.annotations.NullMarked;
