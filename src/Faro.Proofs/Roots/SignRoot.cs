using System.Text;

namespace Faro.Proofs.Roots;

/// <summary>A root is due.</summary>
/// <param name="Due">The minute.</param>
public sealed record SignRoot(DateTimeOffset Due);

/// <summary>Signs a root each minute, if there are new facts.</summary>
public static class SignRootHandler
{
    /// <summary>Signs it, and publishes it when it is new.</summary>
    public static async Task<PublishRoot?> Handle(SignRoot command, LogRoots roots, CancellationToken cancel) =>
        await roots.TrySign(cancel) is { } root && await roots.IsDue(root.Size, cancel) ? new PublishRoot(root.Size) : null;
}

/// <summary>A signed root is to be published.</summary>
/// <param name="Size">How many facts it covers.</param>
public sealed record PublishRoot(long Size);

/// <summary>Publishes a signed root outside the reach of the database's operator: to a file, to a webhook.</summary>
public static class PublishRootHandler
{
    /// <summary>Publishes it. Twice does no harm: a root of a size always has the same text.</summary>
    public static async Task Handle(PublishRoot command, LogRoots roots, RootPublisher publisher, CancellationToken cancel)
    {
        if (await roots.Of(command.Size, cancel) is not { } root)
            return;
        await publisher.Publish(root, cancel);
        await roots.Published(command.Size, cancel);
    }
}

/// <summary>Appends signed roots to a file and sends them to a URL, as the settings say.</summary>
public sealed class RootPublisher(ProofOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <summary>Publishes one root.</summary>
    /// <exception cref="HttpRequestException">The receiver did not accept it.</exception>
    public async Task Publish(SignedRoot root, CancellationToken cancel)
    {
        if (options.RootsFile is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, root.Note + "\n", cancel);
        if (options.RootsUrl is { } url)
        {
            using var content = new StringContent(root.Note, Encoding.UTF8, "text/plain");
            using var answer = await _http.PostAsync(url, content, cancel);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The roots of a file that <see cref="Publish"/> wrote; anything that is not a root is left out and counted.</summary>
    public static (IReadOnlyList<SignedRoot> Roots, int Unreadable) ReadFile(string text)
    {
        var roots = new List<SignedRoot>();
        var unreadable = 0;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            // A note is lines, an empty one, and its signatures; an empty line ends it.
            var note = new StringBuilder();
            var begin = i;
            while (i < lines.Length && lines[i].Length > 0)
                note.Append(lines[i++]).Append('\n');
            i++;
            if (i < lines.Length && note.Length > 0)
            {
                note.Append('\n');
                while (i < lines.Length && lines[i].StartsWith('—'))
                    note.Append(lines[i++]).Append('\n');
            }

            if (note.Length == 0)
                continue;
            if (SignedRoot.TryRead(note.ToString(), out var root))
                roots.Add(root);
            else
                unreadable++;
            i = Math.Max(i, begin + 1);
        }

        return (roots, unreadable);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
