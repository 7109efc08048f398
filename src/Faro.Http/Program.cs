namespace Faro.Http;

/// <summary>Starts Http as a process of its own.</summary>
public static class Program
{
    /// <summary>Entry point.</summary>
    public static void Main()
    {
    }
}
