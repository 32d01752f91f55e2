using Amazon.Runtime;

namespace DrsDurable.Aws.IdentityManagement.Model;

public abstract class AmazonIdentityManagementServiceRequest : AmazonWebServiceRequest;
