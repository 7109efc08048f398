namespace Faro.Testing;

/// <summary>A folder for one test, deleted afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder(string prefix = "faro-test") =>
        Directory = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(Parent, $"{prefix}-{Guid.NewGuid():N}")).FullName;

    public string Directory { get; }

    /// <summary>The system's folder for such things; under root one that the server's user can reach too.</summary>
    internal static string Parent =>
        Environment.IsPrivilegedProcess && System.IO.Directory.Exists("/tmp") ? "/tmp" : System.IO.Path.GetTempPath();

    public string Path(params string[] parts) => System.IO.Path.Combine([Directory, .. parts]);

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory)) System.IO.Directory.Delete(Directory, recursive: true);
    }
}
