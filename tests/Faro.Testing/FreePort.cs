using System.Net;
using System.Net.Sockets;

namespace Faro.Testing;

/// <summary>A loopback port that was free a moment ago; prefer port 0 where the server can tell what it got.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
