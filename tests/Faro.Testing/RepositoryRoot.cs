namespace Faro.Testing;

/// <summary>The folder that holds Faro.sln, found upwards from the running assembly.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    public static string Directory => Found.Value;

    /// <summary>A path below the root.</summary>
    public static string File(params string[] parts) => Path.Combine([Directory, .. parts]);

    private static string Find()
    {
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
            if (System.IO.File.Exists(Path.Combine(up.FullName, "Faro.sln"))) return up.FullName;
        throw new DirectoryNotFoundException($"No Faro.sln at or above {AppContext.BaseDirectory}.");
    }
}
