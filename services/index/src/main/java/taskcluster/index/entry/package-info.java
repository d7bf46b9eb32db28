/** Entries and namespaces: what is in the index, and the methods that read and change it. */
@NullMarked
package taskcluster.index.entry;

import org.jspecify.annotations.NullMarked;
