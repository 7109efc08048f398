using System.Net;
using System.Net.Sockets;

namespace Faro.Cli.Running;

/// <summary>Checks a port before anything is started.</summary>
internal static class LoopbackPort
{
    /// <summary>Returns when the port can be used; 0 always can.</summary>
    /// <exception cref="CliException">It is in use or not allowed, with what to do.</exception>
    public static void MustBeFree(int port)
    {
        if (port == 0) return;
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new CliException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Port {port} is in use by another process: stop it, or choose another port with --port N (0 picks a free one)."
                : $"Port {port} cannot be used ({e.Message.TrimEnd('.')}): choose another with --port N (0 picks a free one).");
        }
    }
}
