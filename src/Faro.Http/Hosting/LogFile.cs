namespace Faro.Http.Hosting;

/// <summary>Log lines as JSON in a file that only its owner can read: details that the terminal does not show, with the id of each request.</summary>
[ProviderAlias("LogFile")]
public sealed class LogFile : ILoggerProvider
{
    private const long MostBytes = 64 * 1024 * 1024;
    private readonly JsonLines _lines;
    private readonly FileStream _file;

    /// <summary>Appends to the file; a large one is rotated first.</summary>
    public LogFile(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > MostBytes)
            File.Move(path, path + ".1", overwrite: true);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        _lines = new JsonLines(_file, TimeProvider.System);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _lines.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
    }
}
