//! The limit that the system sets to the size of files (`ulimit -f`): a write beyond it is an error
//! that is told like any other, where it would end the program by a signal.

#![allow(unsafe_code, reason = "what becomes of a signal cannot be settled without")]

/// Let a write fail that would make a file too large.
pub(super) fn let_writes_fail() {
    #[cfg(unix)]
    // SAFETY: the signal is ignored, so nothing of ours runs when it comes, and nothing else in the
    // process asks for it. The call takes two numbers.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}
