using System.Runtime.InteropServices;

namespace Faro.EmbeddedPostgres;

/// <summary>The two system calls that .NET does not provide.</summary>
internal static partial class Native
{
    public const int SigInt = 2;
    public const int SigQuit = 3;

    /// <summary>Sends a signal; false when the process is gone or not ours.</summary>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Gives a file or folder to a user.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void GiveTo(string path, ServerUser user)
    {
        if (ChangeOwner(path, user.Uid, user.Gid) != 0)
            throw new IOException($"chown {path} to {user.Name}: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
