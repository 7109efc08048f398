using System.Net;
using System.Net.Sockets;

namespace Faro.Http.Webhooks;

/// <summary>The addresses that a webhook may use: those of the public internet, so that nobody reaches the operator's network through Faro.</summary>
internal static class WebhookAddresses
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
            "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    // Of IPv6 only global unicast (RFC 4291), without ranges that embed other addresses or are for documentation.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Within = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>Whether it is an address of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Closed, n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0 && Global.Contains(address) && !Array.Exists(Within, n => n.Contains(address)),
            _ => false,
        };
    }

    /// <summary>Whether one may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="loopback">Whether loopback addresses are allowed.</param>
    public static bool Allows(IPAddress address, bool loopback) => IsPublic(address) || (loopback && IPAddress.IsLoopback(address));

    /// <summary>What is wrong with a URL, before its name is looked up; null when nothing is.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="loopback">Whether http and loopback addresses are allowed.</param>
    public static string? Fault(string text, bool loopback)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0 || url.OriginalString.Any(char.IsWhiteSpace))
            return "Must be an https URL.";
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return "Must have no user, query or fragment: messages are signed, so the receiver needs no secret in the URL.";
        var here = IPAddress.TryParse(url.IdnHost, out var literal) ? IPAddress.IsLoopback(literal) : url.IdnHost is "localhost";
        if (here && loopback)
            return null;
        if (url.Scheme != "https")
            return "Must be an https URL.";
        if (url.Port is not (443 or 8443))
            return "The port must be 443 or 8443.";
        return here || (literal is not null && !IsPublic(literal)) ? "Must not be an address of a private network." : null;
    }
}
