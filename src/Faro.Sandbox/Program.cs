namespace Faro.Sandbox;

/// <summary>Starts Sandbox as a process of its own.</summary>
public static class Program
{
    /// <summary>Entry point.</summary>
    public static void Main()
    {
    }
}
