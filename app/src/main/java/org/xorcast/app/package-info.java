/**
 * The {@code xorcast} program: what a person or a script types and what they get back.
 *
 * <p>{@link org.xorcast.app.Main} reads the command line and turns every failure into one line and
 * an {@link org.xorcast.app.ExitCode}. The rooms below: {@code command} (the verbs), {@code daemon}
 * (the control socket between a running node and the other verbs), {@code demo} (a whole network in
 * one process) and {@code sim} (the same without sockets, the only room that may see the
 * simulator).
 *
 * <p>Idea: stdout is for results and stderr for everything else, so that {@code xorcast ... | jq}
 * always works. With {@code --json} each line of stdout is one object whose keys are documented and
 * stay; without it the text is for people and may change.
 *
 * <p>What must never happen here: a decision of a protocol, a stack trace at somebody who did not
 * ask for it with {@code -v}, a control character of a stranger's message on a terminal, a failure
 * that exits with 0.
 */
@NullMarked
package org.xorcast.app;

import org.jspecify.annotations.NullMarked;
