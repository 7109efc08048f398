namespace Faro.Cli.Running;

/// <summary>Writes a file that only its owner may read, atomically.</summary>
internal static class PrivateFile
{
    /// <summary>Replaces the file.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var making = path + ".new";
        File.Delete(making); // an old one would keep its own mode
        using (var file = new StreamWriter(making, options)) file.Write(text);
        File.Move(making, path, overwrite: true);
    }
}
