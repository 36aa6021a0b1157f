/**
 * The verbs: each class is one command, its options, and what it prints.
 *
 * <p>{@link org.xorcast.app.command.NodeCommand} runs a node in the foreground and opens its
 * control socket; the others connect to that socket, ask and print, and own no node. They find it
 * by the data directory, which is therefore the one option that all share.
 *
 * <p>Idea: a command is short enough to be read at once. What is more than options, calls and
 * printing has a class of its own next to it. Scripts come first: a line that says when something
 * stands (ready, joined, subscribed), an exit code for each kind of failure, nothing that asks
 * back.
 *
 * <p>What must never happen here: a second node on a directory that already has one, a partly
 * written file under its final name, waiting without an end that the user can set or Ctrl-C.
 */
@NullMarked
package org.xorcast.app.command;

import org.jspecify.annotations.NullMarked;
