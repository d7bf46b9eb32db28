/** Tokens with which workers connect to websocktunnel. */
@NullMarked
package taskcluster.auth.vending.websocktunnel;

import org.jspecify.annotations.NullMarked;
