//! Every way to run a program, tried on this computer and on a real OpenSSH server.

mod files;
mod keys;
mod limits;
mod power_shell;
mod programs;
mod sets;
mod ways;
