/** Lets the commands of a task call the deployment's APIs without handing them credentials. */
@NullMarked
package taskcluster.worker.proxy;

import org.jspecify.annotations.NullMarked;
