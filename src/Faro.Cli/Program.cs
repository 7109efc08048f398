namespace Faro.Cli;

/// <summary>Starts Cli as a process of its own.</summary>
public static class Program
{
    /// <summary>Entry point.</summary>
    public static void Main()
    {
    }
}
